import type { Language } from '../../kernel/localized.js';

/** Ten-thousandths of the currency with two to four decimals: `12.50`, `0.0375`. */
export const moneyText = (amount: number, language: Language): string =>
  new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    minimumFractionDigits: 2,
    maximumFractionDigits: 4,
  }).format(amount / 10_000);

/** An amount as the centre writes it, `1234.5000`, for people: `1,234.50`. */
export const amountText = (text: string, language: Language): string =>
  moneyText(Math.round(Number(text) * 10_000), language);
