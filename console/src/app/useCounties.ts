import { useQuery } from "@tanstack/react-query";

import { cityMap } from "@/api/queries";

/** The city's counties and districts. */
export const useCounties = () =>
  (useQuery(cityMap).data?.regions ?? []).filter(({ region_code }) => region_code.length === 6 && !region_code.endsWith("00"));
