// 外观: one set of colours for the whole console. Banyan green is structure, ink and paper carry the text, seal red is kept for what is
// overdue or in breach. All pairs used for text reach WCAG AA. The same values stand as custom properties in styles.css.
import type { ThemeConfig } from 'antd';

export const colours = { banyan: '#1f5c4a', ink: '#1b2521', quiet: '#55605a', line: '#dcdcd3', paper: '#f6f5f0', sheet: '#ffffff', seal: '#b3261e', amber: '#8a5300' };

const fonts = '"PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", system-ui, sans-serif';

export const theme: ThemeConfig = {
  token: {
    colorPrimary: colours.banyan, colorInfo: colours.banyan, colorSuccess: '#1f6b45', colorWarning: colours.amber, colorError: colours.seal,
    colorLink: colours.banyan, colorText: colours.ink, colorTextSecondary: colours.quiet, colorTextDescription: colours.quiet, colorTextPlaceholder: '#6b746f',
    colorErrorBg: '#fbecea', colorErrorBorder: '#e9bdb9', colorWarningBg: '#fbf1dd', colorWarningBorder: '#e6cf9d', colorSuccessBg: '#e6efea', colorSuccessBorder: '#bcd3c8',
    colorInfoBg: '#e6efea', colorInfoBorder: '#bcd3c8', colorPrimaryBg: '#e6efea', colorPrimaryBgHover: '#d6e5dd',
    colorBgLayout: colours.paper, colorBorder: '#b9bdb5', colorBorderSecondary: colours.line, borderRadius: 6, fontFamily: fonts,
    fontSize: 15, controlHeight: 36, sizeUnit: 4, sizeStep: 4, motionDurationMid: '0.12s', motionDurationSlow: '0.16s', wireframe: false,
    motion: !matchMedia('(prefers-reduced-motion: reduce)').matches,
  },
  components: {
    Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', fontWeight: 500 },
    Tooltip: { colorBgSpotlight: colours.ink },
    Alert: { withDescriptionPadding: '16px 16px' },
  },
};
