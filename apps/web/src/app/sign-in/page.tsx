import type { Metadata } from "next";
import { Suspense } from "react";
import { signInPageText as text } from "@/text/sign-in.ts";
import { Brand } from "@/ui/brand.tsx";
import { SignInForm } from "./_parts/sign-in-form.tsx";

export const metadata: Metadata = { title: "Sign in" };

export default function SignInPage() {
	return (
		<main className="mx-auto grid w-full max-w-sm gap-6 px-4 pt-[16vh] pb-8">
			<Brand className="justify-self-center" />
			<div className="rounded-card border bg-panel p-6">
				<h1 className="mb-4 text-16 font-semibold">{text.signIn}</h1>
				<Suspense>
					<SignInForm />
				</Suspense>
			</div>
			<p className="text-center text-12 text-ink-faint">{text.thereIsNoSignUp}</p>
		</main>
	);
}
