import type { Metadata } from "next";
import { Account } from "./_parts/account.tsx";

export const metadata: Metadata = { title: "Account" };

export default function AccountPage() {
	return <Account />;
}
