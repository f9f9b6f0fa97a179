import { describeCrowdContract } from "@berth/engine/contract";
import { openDockerHarness } from "./docker-harness.ts";

describeCrowdContract("the Docker engine", openDockerHarness);
