import { QuestionCircleOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Drawer } from "antd";
import { useEffect, useState } from "react";

import { helpText } from "@/help/_texts";
import { tr } from "@/lang";
import { FetchedView } from "@/ui/PageState";

/** What this page is for and how it is used, beside the page. */
export function HelpButton({ name }: { name: string }) {
  const [open, setOpen] = useState(false);
  const help = useQuery({ queryKey: ["help", name], queryFn: () => helpText(name), enabled: open, staleTime: Infinity });
  useEffect(() => setOpen(false), [name]);
  return (
    <>
      <Button type="text" size="small" icon={<QuestionCircleOutlined />} onClick={() => setOpen(true)}>{tr("帮助", "Help")}</Button>
      <Drawer open={open} onClose={() => setOpen(false)} title={help.data?.title ?? tr("帮助", "Help")} size="min(440px, 100vw)" className="help-drawer">
        <FetchedView query={help}>{(text) => <div className="help-text">{text?.body}</div>}</FetchedView>
      </Drawer>
    </>
  );
}
