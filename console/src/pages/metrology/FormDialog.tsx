import type { ComponentProps } from "react";

import { FormDialog as Dialog } from "@/ui/FormDialog";

export { NEEDED } from "@/ui/FormDialog";

const RENEWS = [["metrology"], ["table"], ["workbench"]];

/** A dialog of the metering desk: everything of metering is read anew after it. */
export function FormDialog<Typed extends object, Made>(props: Omit<ComponentProps<typeof Dialog<Typed, Made>>, "renews">) {
  return <Dialog<Typed, Made> {...props} renews={RENEWS} />;
}
