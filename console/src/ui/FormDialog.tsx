import { useMutation, useQueryClient, type QueryKey } from "@tanstack/react-query";
import { App, Form, Modal, type FormInstance } from "antd";
import type { ReactNode } from "react";

import { problemOf } from "@/api/problem";
import { tr } from "@/lang";
import { ProblemView } from "@/ui/PageState";

import "./FormDialog.css";

interface Props<Typed, Made> {
  title: string;
  okText?: string;
  width?: number;
  initial?: Partial<Typed>;
  form?: FormInstance<Typed>;
  /** What is asked of the platform with what was typed. */
  send: (typed: Typed) => Promise<Made>;
  /** What is said when it was done. */
  done: string;
  /** What is read anew then. */
  renews: QueryKey[];
  onDone?: (made: Made) => void;
  onClose: () => void;
  onChange?: () => void;
  children: ReactNode;
}

export const NEEDED = [{ required: true, message: tr("请填写", "Please fill this in") }];

/** A dialog with a form that is sent; a refusal stands above what was typed. */
export function FormDialog<Typed extends object, Made>({ title, okText, width, initial, form: given, send, done, renews, onDone, onClose, onChange, children }: Props<Typed, Made>) {
  const [own] = Form.useForm<Typed>();
  const form = given ?? own;
  const client = useQueryClient();
  const { message } = App.useApp();
  const sending = useMutation({
    mutationFn: send,
    onSuccess: (made) => {
      renews.forEach((queryKey) => void client.invalidateQueries({ queryKey }));
      void message.success(done);
      onDone?.(made);
      onClose();
    },
  });
  return (
    <Modal open title={title} width={width} okText={okText ?? tr("保存", "Save")} confirmLoading={sending.isPending} onOk={() => form.submit()} onCancel={onClose}>
      {sending.isError ? <ProblemView problem={problemOf(sending.error)} /> : null}
      <Form<Typed> form={form} layout="vertical" initialValues={initial} onFinish={(typed) => sending.mutate(typed)} onValuesChange={onChange}>{children}</Form>
    </Modal>
  );
}
