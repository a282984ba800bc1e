import { Button, type ButtonProps } from "antd";
import { useNavigate } from "react-router";

/** A link that looks like a button: it can be opened in another tab. */
export function ButtonLink({ to, ...button }: Omit<ButtonProps, "href" | "onClick"> & { to: string }) {
  const navigate = useNavigate();
  return (
    <Button
      {...button}
      href={to}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        void navigate(to);
      }}
    />
  );
}
