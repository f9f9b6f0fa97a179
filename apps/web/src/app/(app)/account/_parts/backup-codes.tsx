import { backupCodesText as words } from "@/text/account.ts";
import { CopyButton } from "@/ui/copy-button.tsx";

/** Codes for the day the authenticator is lost; shown this once. */
export const BackupCodes = ({ codes }: { readonly codes: readonly string[] }) => (
	<div className="grid gap-3">
		<p className="text-ink-soft">{words.keepTheseCodesWhereYour}</p>
		<ul
			data-testid="backup-codes"
			className="grid grid-cols-2 gap-x-6 gap-y-1 rounded-control border bg-sunken p-3 font-mono text-12 select-all"
		>
			{codes.map((code) => (
				<li key={code}>{code}</li>
			))}
		</ul>
		<div>
			<CopyButton text={codes.join("\n")} what={words.backupCodes} wide />
		</div>
	</div>
);
