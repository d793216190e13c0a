/** Words of the SMPP protocol, version 3.4 unless said otherwise: commands and statuses by name. */

export const COMMANDS = {
  bind_receiver: 0x01,
  bind_transmitter: 0x02,
  query_sm: 0x03,
  submit_sm: 0x04,
  deliver_sm: 0x05,
  unbind: 0x06,
  replace_sm: 0x07,
  cancel_sm: 0x08,
  bind_transceiver: 0x09,
  outbind: 0x0b,
  enquire_link: 0x15,
  submit_multi: 0x21,
  alert_notification: 0x102,
  data_sm: 0x103,
  bind_receiver_resp: 0x80000001,
  bind_transmitter_resp: 0x80000002,
  query_sm_resp: 0x80000003,
  submit_sm_resp: 0x80000004,
  deliver_sm_resp: 0x80000005,
  unbind_resp: 0x80000006,
  replace_sm_resp: 0x80000007,
  cancel_sm_resp: 0x80000008,
  bind_transceiver_resp: 0x80000009,
  enquire_link_resp: 0x80000015,
  submit_multi_resp: 0x80000021,
  data_sm_resp: 0x80000103,
  generic_nack: 0x80000000,
} as const;
export type Command = keyof typeof COMMANDS;
export type Request = 'bind_receiver' | 'bind_transmitter' | 'bind_transceiver' | 'query_sm' | 'submit_sm' |
  'deliver_sm' | 'unbind' | 'replace_sm' | 'cancel_sm' | 'enquire_link' | 'data_sm'; // prettier-ignore

const BY_ID: ReadonlyMap<number, Command> = new Map(
  Object.entries(COMMANDS).map(([name, id]) => [id, name as Command]),
);
export const commandOf = (id: number): Command | undefined => BY_ID.get(id);
export const isResponseId = (id: number): boolean => id >= 0x80000000;

export const STATUS = {
  ROK: 0x00,
  RINVMSGLEN: 0x01,
  RINVCMDLEN: 0x02,
  RINVCMDID: 0x03,
  RINVBNDSTS: 0x04,
  RALYBND: 0x05,
  RINVPRTFLG: 0x06,
  RINVREGDLVFLG: 0x07,
  RSYSERR: 0x08,
  RINVSRCADR: 0x0a,
  RINVDSTADR: 0x0b,
  RINVMSGID: 0x0c,
  RBINDFAIL: 0x0d,
  RINVPASWD: 0x0e,
  RINVSYSID: 0x0f,
  RCANCELFAIL: 0x11,
  RREPLACEFAIL: 0x13,
  RMSGQFUL: 0x14,
  RINVSERTYP: 0x15,
  RINVESMCLASS: 0x43,
  RSUBMITFAIL: 0x45,
  RTHROTTLED: 0x58,
  RINVSCHED: 0x61,
  RINVEXPIRY: 0x62,
  RX_T_APPN: 0x64,
  RX_P_APPN: 0x65,
  RX_R_APPN: 0x66,
  RQUERYFAIL: 0x67,
  RINVOPTPARSTREAM: 0xc0,
  RINVPARLEN: 0xc2,
  RMISSINGOPTPARAM: 0xc3,
  RINVOPTPARAMVAL: 0xc4,
  RDELIVERYFAILURE: 0xfe,
  RUNKNOWNERR: 0xff,
} as const;

const STATUS_NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(STATUS).map(([name, value]) => [value, `ESME_${name}`]),
);
/** `ESME_RTHROTTLED`, or `0x00000402` for what the standard does not name. */
export const statusName = (status: number): string =>
  STATUS_NAMES.get(status) ?? `0x${(status >>> 0).toString(16).padStart(8, '0')}`;

/** What to do after a refusal of submit_sm. */
export type ErrorClass =
  /** The carrier is busy: later, on the same link, more slowly. */
  | 'throttled'
  /** A fault that may pass: later. */
  | 'temporary'
  /** This carrier will not take this message: another one might. */
  | 'carrier'
  /** Nobody will take it. */
  | 'permanent';

/** Statuses that the standard does not name are the carrier's own and count as `temporary` unless configured. */
export function classOf(status: number): ErrorClass {
  switch (status) {
    case STATUS.RTHROTTLED:
    case STATUS.RMSGQFUL:
      return 'throttled';
    case STATUS.RINVDSTADR:
    case STATUS.RINVMSGLEN:
    case STATUS.RINVEXPIRY:
    case STATUS.RINVSCHED:
    case STATUS.RINVPARLEN:
    case STATUS.RINVOPTPARAMVAL:
    case STATUS.RINVESMCLASS:
    case STATUS.RX_P_APPN:
      return 'permanent';
    case STATUS.RINVSRCADR:
    case STATUS.RINVSERTYP:
    case STATUS.RINVSYSID:
    case STATUS.RINVPASWD:
    case STATUS.RINVCMDID:
    case STATUS.RINVREGDLVFLG:
    case STATUS.RINVPRTFLG:
      return 'carrier';
    default:
      return 'temporary';
  }
}
