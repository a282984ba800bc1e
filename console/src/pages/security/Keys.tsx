import type { SecurityKey } from "@/api/security";
import { date } from "@/format/time";
import { tr } from "@/lang";

const FOR: Record<string, string> = {
  "vault.keys": tr("数据库内的密钥和加密备份", "Secrets in the database, sealed backups"),
  "secret.key": tr("登录会话", "Sessions"),
  "notify.key": tr("通知渠道", "Channels of notification"),
  "anchor-ed25519.key": tr("存证签名", "Signs anchors"),
  "anchor-sm2.key": tr("存证签名（国密）", "Signs anchors (SM2)"),
};

/** The installation's keys and certificates, with their age. */
export function Keys({ keys }: { keys: SecurityKey[] }) {
  return (
    <section className="block">
      <h2>{tr("密钥和证书", "Keys and certificates")}</h2>
      <div className="security-keys" tabIndex={0} role="region" aria-label={tr("密钥和证书", "Keys and certificates")}>
        <table>
          <thead>
            <tr><th>{tr("名称", "Name")}</th><th>{tr("用途", "For")}</th><th>{tr("算法", "Algorithm")}</th><th>{tr("编号", "Id")}</th><th>{tr("启用", "Since")}</th><th>{tr("到期", "Until")}</th></tr>
          </thead>
          <tbody>
            {keys.map((key) => (
              <tr key={`${key.name}${key.id}`}>
                <td>{key.name}</td><td>{FOR[key.name] ?? tr("证书", "Certificate")}{key.in_use ? "" : tr("（旧，仅解密）", " (old, opens only)")}</td><td>{key.algorithm}</td><td>{key.id || "—"}</td>
                <td>{key.since ? date(key.since) : "—"}</td><td>{key.until ? date(key.until) : "—"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="quiet">{tr("更换密钥：youjian keys rotate。旧密钥保留到用它加密的内容都换过为止。", "To change the key: youjian keys rotate. Old keys stay until everything they sealed was sealed anew.")}</p>
    </section>
  );
}
