/**
 * 榕树标记: our one mark, a banyan: a broad crown, one trunk and three aerial roots that reach the ground. Drawn for this
 * project; no state or party emblem is ever shown.
 */
import { trusted } from './html.ts';

const shapes = '<path d="M24 4c5.6 0 10 3.2 11.5 7.2C41 12 45 16.2 45 21c0 5.4-4.9 9-10.5 9-2.3 0-4.4-.6-6.1-1.6A12 12 0 0 1 24 29.2c-1.5 0-3-.3-4.4-.8-1.7 1-3.8 1.6-6.1 1.6C7.9 30 3 26.4 3 21c0-4.8 4-9 9.5-9.8C14 7.2 18.4 4 24 4z"/><path d="M21.2 26h5.6l.7 12.5c.2 2.4 1.8 4 5 4.5v1.5h-17V43c3.2-.5 4.8-2.1 5-4.5z"/><path d="M10.5 28h2.2v16.5h-2.2zM35.3 28h2.2v16.5h-2.2zM31 28h1.7v9.5H31z"/>';

/** The mark inside a page, in the colour of the text around it. */
export const mark = trusted(`<svg class="rc-brand__mark" viewBox="0 0 48 48" width="44" height="44" fill="currentColor" aria-hidden="true" focusable="false">${shapes}</svg>`);

/** The mark as a file, for the browser's tab. */
export const markFile = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" fill="#1f5c4a">${shapes}</svg>`;
