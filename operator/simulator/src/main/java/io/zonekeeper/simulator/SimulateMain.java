package io.zonekeeper.simulator;

/** Runs {@code simulate} on its own, for {@code hack/simulate}. */
public final class SimulateMain {
    private SimulateMain() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(SimulateCommand.run(args, System.out, System.err));
    }
}
