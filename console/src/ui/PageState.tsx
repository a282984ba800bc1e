import { Alert, Button, Empty, Result, Skeleton } from "antd";
import type { ReactNode } from "react";

import { problemOf, type Problem } from "@/api/problem";
import { ago, timeWithSeconds } from "@/format/time";

/** Waiting for the first answer: the outline of a page. */
export function PageLoading() {
  return (
    <div className="page" role="status" aria-label="正在加载">
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
  const number = problem.reference ? <>报障请引用编号 <b className="quote">{problem.reference}</b></> : null;
  const retry = onRetry && problem.status !== 403 ? <Button type="primary" onClick={onRetry}>重试</Button> : null;
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
  if (problem.status === 0 && problem.code === "unreachable") return "连接不到平台";
  if (problem.status === 403) return "没有权限";
  if (problem.status === 404) return "没有找到";
  return "没有取到数据";
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
  const number = problem.reference ? `（编号 ${problem.reference}）` : "";
  return (
    <Alert
      className="stale-band"
      role="alert"
      type="warning"
      showIcon
      title={`以下是 ${timeWithSeconds(at)}（${ago(at)}）的数据，更新未成功。`}
      description={`${problem.message}${number}`}
      action={<Button size="small" onClick={onRetry}>重试</Button>}
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
