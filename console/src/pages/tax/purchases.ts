import { decimal } from "@/format/quantity";
import { tr } from "@/lang";

/** Kilograms as tonnes, with the unit. */
export const tonnes = (kg: number): string => tr(`${decimal(kg / 1000, 3)} 吨`, `${decimal(kg / 1000, 3)} t`);
