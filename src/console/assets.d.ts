// 样式声明: lets the type check accept the style sheets that the bundler understands.
declare module '*.css';
