// 标识: the small banyan of the platform; one crown, hanging roots. It is ours and is no emblem of any authority.
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg className="rc-mark" viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" focusable="false">
      <path d="M16 3c6.6 0 12 3.9 12 8.8 0 3.4-2.4 5.9-5.7 5.9-1.4 0-2.6-.4-3.6-1.1V29h-5.4V16.6c-1 .7-2.2 1.1-3.6 1.1C6.4 17.7 4 15.2 4 11.8 4 6.9 9.4 3 16 3Z" fill="currentColor" />
      <path d="M7.5 19.5v6M10.5 19.8v4M21.5 19.8v4M24.5 19.5v6" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" fill="none" />
    </svg>
  );
}
