import type { Metadata } from "next";
import { Suspense } from "react";
import { Account } from "./_parts/account.tsx";

export const metadata: Metadata = { title: "Account" };

export default function AccountPage() {
	return (
		<Suspense>
			<Account />
		</Suspense>
	);
}
