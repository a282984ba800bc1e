import { productLook } from "@/states/fuel";

/** A product with its colour and its name. */
export function ProductName({ product }: { product: string | null | undefined }) {
  const look = productLook(product);
  return (
    <span className="product-name">
      <i style={{ background: look.colour }} aria-hidden="true" />
      {look.name}
    </span>
  );
}
