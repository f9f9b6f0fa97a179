import type { Metadata } from "next";
import { Suspense } from "react";
import { Users } from "./_parts/users.tsx";

export const metadata: Metadata = { title: "Users" };

export default function UsersPage() {
	return (
		<Suspense>
			<Users />
		</Suspense>
	);
}
