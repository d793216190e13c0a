import type { ThemeConfig } from 'antd';

/** The colours with a meaning, the same on every page. */
export const colour = {
  ink: '#14243a',
  header: '#0f2742',
  primary: '#1b5fa6',
  good: '#1c7c4a',
  warning: '#a86200',
  bad: '#b3261e',
  accent: '#5b47a5',
  rest: '#5d6b7c',
  ground: '#eef1f5',
  line: '#dce2ea',
} as const;

const font =
  "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Helvetica Neue', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans', Arial, sans-serif";

/** Ant Design in the colours of the house: calm, dense, contrast of at least 4.5 to 1 for text. */
export const theme: ThemeConfig = {
  token: {
    colorPrimary: colour.primary,
    colorSuccess: colour.good,
    colorWarning: colour.warning,
    colorError: colour.bad,
    colorInfo: colour.primary,
    colorText: colour.ink,
    colorTextSecondary: '#4a5a6d',
    colorTextDescription: '#5d6b7c',
    colorBgLayout: colour.ground,
    colorBorderSecondary: colour.line,
    borderRadius: 6,
    fontFamily: font,
    fontSize: 14,
    controlHeight: 34,
    wireframe: false,
  },
  components: {
    Card: {
      headerHeight: 40,
      headerHeightSM: 38,
      bodyPaddingSM: 12,
      headerPaddingSM: 14,
      headerFontSizeSM: 14,
    },
    Table: {
      headerBg: '#f6f8fb',
      headerColor: '#4a5a6d',
      cellPaddingBlockSM: 7,
      cellPaddingInlineSM: 10,
      headerSplitColor: 'transparent',
    },
    Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', fontWeight: 500 },
  },
};
