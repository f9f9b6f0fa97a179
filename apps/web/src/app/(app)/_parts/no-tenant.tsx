import { buttonClass } from "@/ui/button.tsx";
import { Empty } from "@/ui/empty.tsx";
import { Link } from "@/ui/link.tsx";

/** For an account that belongs to nobody yet. */
export const NoTenant = ({ isAdmin }: { readonly isAdmin: boolean }) => (
	<div className="rounded-card border bg-panel">
		<Empty title="There is no tenant yet">
			{isAdmin ? (
				<>
					<p>Leases belong to tenants. Create the first one; as an admin you may lease for it at once.</p>
					<Link href="/admin/tenants" className={buttonClass("primary")}>
						Create a tenant
					</Link>
				</>
			) : (
				<p>Your account belongs to no tenant. Ask an admin of this installation for an invitation.</p>
			)}
		</Empty>
	</div>
);
