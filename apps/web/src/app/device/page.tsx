import type { Metadata } from "next";
import { SessionGate } from "@/shell/session-gate.tsx";
import { deviceText as text } from "@/text/device.ts";
import { Brand } from "@/ui/brand.tsx";
import { DeviceLogin } from "./_parts/device-login.tsx";

export const metadata: Metadata = { title: text.title, referrer: "no-referrer" };

export default function DevicePage() {
	return (
		<SessionGate>
			<main className="mx-auto grid w-full max-w-lg gap-6 px-4 pt-[8vh] pb-8">
				<Brand className="justify-self-center" />
				<DeviceLogin />
			</main>
		</SessionGate>
	);
}
