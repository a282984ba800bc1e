import { count } from "@/format/quantity";
import { tr } from "@/lang";
import { ButtonLink } from "@/pages/register/ButtonLink";
import { RegisterList } from "@/pages/register/RegisterList";

/** The legal entities that run stations. */
export default function CompaniesPage() {
  return (
    <RegisterList
      sheet="companies"
      title={tr("经营企业", "Companies")}
      addWord={tr("新增企业", "Add a company")}
      answer={({ companies, stations }) => tr(<>{count(companies)} 家企业经营着 {count(stations)} 座加油站。</>, <>{count(companies)} companies run {count(stations)} stations.</>)}
      more={({ values }) => <ButtonLink to={`/stations?uscc=${String(values["uscc"])}`}>{tr("它的加油站", "Its stations")}</ButtonLink>}
    />
  );
}
