import { describeEngineContract } from "@berth/engine/contract";
import { dockerProbes, openDockerHarness } from "./docker-harness.ts";

describeEngineContract("the Docker engine", openDockerHarness, dockerProbes);
