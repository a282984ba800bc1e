/** The product's mark: a drop with a tick. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <path d="M16 2c5.600 6.800 9.200 11.400 9.200 16.200a9.200 9.200 0 0 1-18.400 0C6.800 13.400 10.400 8.800 16 2z" fill="#4096ff" />
      <path
        d="M11.400 18.200l3.300 3.300 6-6.400"
        fill="none"
        stroke="#fff"
        strokeWidth="2.600"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
