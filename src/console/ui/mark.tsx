// 标识: the small banyan of the platform; one crown, hanging roots. It is ours and is no emblem of any authority.
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg className="rc-mark" viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" focusable="false">
      <path d="M16 3.5c3 0 5.4 1.7 6.3 4 3.8.2 6.7 2.6 6.7 5.6 0 3.2-3.2 5.7-7.2 5.7h-3.3c.1 4.2.6 6.7 2.5 9.7h-10c1.9-3 2.4-5.5 2.5-9.7h-3.3C6.2 18.8 3 16.3 3 13.1c0-3 2.9-5.4 6.7-5.6.9-2.3 3.3-4 6.3-4Z" fill="currentColor" />
      <path d="M7 21v7.5M10 21v4M22 21v4M25 21v7.5" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" fill="none" />
    </svg>
  );
}
