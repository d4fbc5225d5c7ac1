// 榕树标记: the platform's one mark, the same banyan as on the public site. It is ours; no state emblem is ever shown.
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg className="rc-mark" viewBox="0 0 48 48" width={size} height={size} fill="currentColor" aria-hidden="true" focusable="false">
      <path d="M24 4c5.6 0 10 3.2 11.5 7.2C41 12 45 16.2 45 21c0 5.4-4.9 9-10.5 9-2.3 0-4.4-.6-6.1-1.6A12 12 0 0 1 24 29.2c-1.5 0-3-.3-4.4-.8-1.7 1-3.8 1.6-6.1 1.6C7.9 30 3 26.4 3 21c0-4.8 4-9 9.5-9.8C14 7.2 18.4 4 24 4z" />
      <path d="M21.2 26h5.6l.7 12.5c.2 2.4 1.8 4 5 4.5v1.5h-17V43c3.2-.5 4.8-2.1 5-4.5z" />
      <path d="M10.5 28h2.2v16.5h-2.2zM35.3 28h2.2v16.5h-2.2zM31 28h1.7v9.5H31z" />
    </svg>
  );
}
