import { RingmasterError } from '../kernel/error.js';

export class BillingAccountUnknownError extends RingmasterError {
  constructor() {
    super('BILLING_ACCOUNT_UNKNOWN', 'There is no such account.', 404);
  }
}
/** The same key of a payment with another account or amount: something is wrong at the sender. */
export class BillingKeyReusedError extends RingmasterError {
  constructor() {
    super('BILLING_KEY_REUSED', 'This key was used for another payment: choose a new one.', 409);
  }
}
export class BillingAmountError extends RingmasterError {
  constructor() {
    super('BILLING_AMOUNT', 'An amount has digits, and at most four behind a point.', 400);
  }
}
export class BillingDayUnknownError extends RingmasterError {
  constructor() {
    super('BILLING_DAY_UNKNOWN', 'This day is not closed: only days that are over have a file.', 404);
  }
}
/** What the file would say now is not what it said when the day was closed. */
export class BillingDayChangedError extends RingmasterError {
  constructor() {
    super(
      'BILLING_DAY_CHANGED',
      'The records of this day are no longer complete: keep the file from then.',
      409,
    );
  }
}
export class BillingFileError extends RingmasterError {
  constructor(why: string) {
    super('BILLING_FILE', `The file cannot be read: ${why}.`, 422);
  }
}
export class BillingReportUnknownError extends RingmasterError {
  constructor() {
    super('BILLING_REPORT_UNKNOWN', 'There is no such report, or it is not yours to change.', 404);
  }
}
export class BillingReconciliationUnknownError extends RingmasterError {
  constructor() {
    super(
      'BILLING_RECONCILIATION_UNKNOWN',
      'There is no such comparison, or no mapping for this carrier.',
      404,
    );
  }
}
