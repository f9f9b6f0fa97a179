import { redirect } from "next/navigation";

/** The admin pages begin with the fleet. */
export default function AdminPage() {
	redirect("/admin/fleet");
}
