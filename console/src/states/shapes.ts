/** Outlines on a 24 × 24 field, drawn the same in HTML (SVG) and on maps and charts (ECharts paths). */
export const SHAPES = {
  diamond: "M12 1 23 12 12 23 1 12Z",
  triangle: "M12 2 23 21H1Z",
  disc: "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Z",
  square: "M3 3H21V21H3Z",
  // A disc with a tick cut out of it.
  online: "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20ZM10.400 16.900 5.900 12.400 7.600 10.700 10.400 13.500 16.600 7.300 18.300 9Z",
  // A clock: a disc with hands cut out of it.
  late: "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20ZM10.800 5.500H13.200V11.500L17 14.600 15.500 16.500 10.800 12.700Z",
  // A cross.
  down: "M6.200 2 12 7.800 17.800 2 22 6.200 16.200 12 22 17.800 17.800 22 12 16.200 6.200 22 2 17.800 7.800 12 2 6.200Z",
  // Two bars in a frame, as on a pause key: announced.
  maintenance: "M3 3H21V21H3ZM7.500 7V17H10.500V7ZM13.500 7V17H16.500V7Z",
  // An open ring: nothing known.
  unknown: "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20ZM12 7a5 5 0 1 1 0 10 5 5 0 0 1 0-10Z",
  // A ring with a bar: out of business.
  closed: "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20ZM6 10.500H18V13.500H6Z",
  // A ring crossed out: behind something that is silent.
  behind: "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20ZM12 5a7 7 0 0 1 4.100 1.300L6.300 16.100A7 7 0 0 1 12 5ZM17.700 7.900A7 7 0 0 1 7.900 17.700Z",
} as const;

export type Shape = keyof typeof SHAPES;
