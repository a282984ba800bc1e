import { useEffect, useState } from "react";

/** A picture that is kept on the device. */
export function Picture({ blob, alt }: { blob: Blob; alt: string }) {
  const [address, show] = useState("");
  useEffect(() => {
    const made = URL.createObjectURL(blob);
    show(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return address ? <img src={address} alt={alt} /> : null;
}
