import { Alert, Button, Empty, Result, Skeleton } from "antd";
import type { ReactNode } from "react";

import { problemOf, type Problem } from "@/api/problem";
import { ago, timeWithSeconds } from "@/format/time";
import { tr } from "@/lang";

/** Waiting for the first answer: the outline of a page. */
export function PageLoading() {
  return (
    <div className="page" role="status" aria-label={tr("正在加载", "Loading")}>
      <Skeleton active title={{ width: "40%" }} paragraph={{ rows: 2 }} />
      <Skeleton active paragraph={{ rows: 8 }} />
    </div>
  );
}

interface ProblemProps {
  problem: Problem;
  onRetry?: () => void;
  /** Takes the whole page and not a block in it. */
  page?: boolean;
}

/** What happened, what to do, a number to quote, and a button to try again. */
export function ProblemView({ problem, onRetry, page }: ProblemProps) {
  const number = problem.reference ? <>{tr("报障请引用编号", "Quote this number when you report it:")} <b className="quote">{problem.reference}</b></> : null;
  const retry = onRetry && problem.status !== 403 ? <Button type="primary" onClick={onRetry}>{tr("重试", "Try again")}</Button> : null;
  if (!page) {
    return <Alert role="alert" type="error" showIcon title={problem.message} description={number} action={retry} />;
  }
  return (
    <Result
      status={problem.status === 403 || problem.status === 404 ? "info" : "warning"}
      title={titleOf(problem)}
      subTitle={<span role="alert">{problem.message}{number ? <><br />{number}</> : null}</span>}
      extra={retry}
    />
  );
}

function titleOf(problem: Problem): string {
  if (problem.status === 0 && problem.code === "unreachable") return tr("连接不到平台", "The platform cannot be reached");
  if (problem.status === 403) return tr("没有权限", "Not permitted");
  if (problem.status === 404) return tr("没有找到", "Not found");
  return tr("没有取到数据", "No data came");
}

/** Says what would be here and how to get it. */
export function Nothing({ what, how }: { what: string; how?: ReactNode }) {
  return (
    <Empty
      image={Empty.PRESENTED_IMAGE_SIMPLE}
      description={<><div className="empty-what">{what}</div>{how ? <div className="empty-how">{how}</div> : null}</>}
    />
  );
}

/** A band above data that could not be renewed: what is shown is old, and how old. */
export function StaleBand({ at, error, onRetry }: { at: number; error: unknown; onRetry: () => void }) {
  const problem = problemOf(error);
  const number = problem.reference ? tr(`（编号 ${problem.reference}）`, ` (number ${problem.reference})`) : "";
  return (
    <Alert
      className="stale-band"
      role="alert"
      type="warning"
      showIcon
      title={tr(`以下是 ${timeWithSeconds(at)}（${ago(at)}）的数据，更新未成功。`, `These are the data of ${timeWithSeconds(at)} (${ago(at)}); they could not be renewed.`)}
      description={`${problem.message}${number}`}
      action={<Button size="small" onClick={onRetry}>{tr("重试", "Try again")}</Button>}
    />
  );
}

interface Fetched<T> {
  data: T | undefined;
  error: unknown;
  isError: boolean;
  dataUpdatedAt: number;
  refetch: () => unknown;
}

interface FetchedProps<T> {
  query: Fetched<T>;
  children: (data: T) => ReactNode;
  loading?: ReactNode;
  page?: boolean;
  /** Another block of the page says already that the figures are old. */
  silent?: boolean;
}

/** The one way to show fetched data: skeleton, error, stale band, or the data. */
export function FetchedView<T>({ query, children, loading, page, silent }: FetchedProps<T>) {
  const retry = () => void query.refetch();
  if (query.data !== undefined) {
    return (
      <>
        {query.isError && !silent ? <StaleBand at={query.dataUpdatedAt} error={query.error} onRetry={retry} /> : null}
        {children(query.data)}
      </>
    );
  }
  if (query.isError) return <ProblemView problem={problemOf(query.error)} onRetry={retry} page={page} />;
  return loading ?? <PageLoading />;
}
