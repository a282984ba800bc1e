import { App, Button, Form, Input, Popconfirm } from "antd";
import { useState } from "react";

import { addPost, changePost, removePost, useVerb, type Department, type Post } from "@/api/people";
import { problemOf } from "@/api/problem";
import { useMay } from "@/app/session";
import { count } from "@/format/quantity";
import { tr } from "@/lang";

interface Typed {
  name: string;
  duties?: string;
}

const NEEDED = [{ required: true, whitespace: true, message: tr("请填写", "Please fill in") }];

/** The posts of a department, and how many people hold each. */
export function Posts({ department }: { department: Department }) {
  const may = useMay("accounts.manage");
  return (
    <section>
      <h3>{tr("岗位", "Posts")}</h3>
      {department.posts.length ? department.posts.map((post) => <OnePost key={post.id} post={post} may={may} />) : <p className="quiet">{tr("还没有岗位", "No posts yet")}</p>}
      {may ? <NewPost department={department.code} /> : null}
    </section>
  );
}

function useTold() {
  const { message } = App.useApp();
  return { onError: (error: unknown) => void message.error(problemOf(error).message) };
}

function OnePost({ post, may }: { post: Post; may: boolean }) {
  const [editing, setEditing] = useState(false);
  const told = useTold();
  const change = useVerb((typed: Typed) => changePost(post.id, { name: typed.name, duties: typed.duties ?? "" }), () => setEditing(false));
  const remove = useVerb(() => removePost(post.id));
  if (editing) return <PostForm initial={post} word={tr("保存", "Save")} busy={change.isPending} onSave={(typed) => change.mutate(typed, told)} onCancel={() => setEditing(false)} />;
  return (
    <div className="post-row">
      <span>
        <b>{post.name}</b> <span className="quiet">{tr(`${count(post.people)} 人`, `${count(post.people)} people`)}</span>
        {post.duties ? <small className="quiet"> · {post.duties}</small> : null}
      </span>
      {may ? <Button size="small" onClick={() => setEditing(true)}>{tr("修改", "Change")}</Button> : null}
      {may ? (
        <Popconfirm title={tr(`删除岗位“${post.name}”？`, `Remove the post “${post.name}”?`)} onConfirm={() => remove.mutate(undefined, told)}>
          <Button size="small" danger loading={remove.isPending}>{tr("删除", "Remove")}</Button>
        </Popconfirm>
      ) : null}
    </div>
  );
}

function NewPost({ department }: { department: string }) {
  const [open, setOpen] = useState(false);
  const told = useTold();
  const add = useVerb((typed: Typed) => addPost({ department, name: typed.name, duties: typed.duties ?? "" }), () => setOpen(false));
  if (!open) return <Button block type="dashed" onClick={() => setOpen(true)}>{tr("新增岗位", "Add a post")}</Button>;
  return <PostForm word={tr("新增", "Add")} busy={add.isPending} onSave={(typed) => add.mutate(typed, told)} onCancel={() => setOpen(false)} />;
}

interface FormProps {
  initial?: Typed;
  word: string;
  busy: boolean;
  onSave: (typed: Typed) => void;
  onCancel: () => void;
}

function PostForm({ initial, word, busy, onSave, onCancel }: FormProps) {
  return (
    <Form<Typed> layout="vertical" initialValues={initial} onFinish={onSave}>
      <Form.Item name="name" label={tr("岗位名称", "Name of the post")} rules={NEEDED}><Input maxLength={64} autoFocus /></Form.Item>
      <Form.Item name="duties" label={tr("岗位职责（选填）", "What it does (optional)")}><Input maxLength={512} /></Form.Item>
      <Button type="primary" htmlType="submit" loading={busy}>{word}</Button> <Button onClick={onCancel}>{tr("取消", "Cancel")}</Button>
    </Form>
  );
}
