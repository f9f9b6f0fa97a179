import { noTenantText as text } from "@/text/app.ts";
import { buttonClass } from "@/ui/button.tsx";
import { Empty } from "@/ui/empty.tsx";
import { Link } from "@/ui/link.tsx";

/** For an account that belongs to nobody yet. */
export const NoTenant = ({ isAdmin }: { readonly isAdmin: boolean }) => (
	<div className="rounded-card border bg-panel">
		<Empty title={text.thereIsNoTenantYet}>
			{isAdmin ? (
				<>
					<p>{text.leasesBelongToTenantsCreate}</p>
					<Link href="/admin/tenants" className={buttonClass("primary")}>
						{text.createATenant}
					</Link>
				</>
			) : (
				<p>{text.yourAccountBelongsToNo}</p>
			)}
		</Empty>
	</div>
);
