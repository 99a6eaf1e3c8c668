package dev.weir.bench.gateway;

import dev.weir.bench.files.WorkDirectory;
import dev.weir.bench.report.Machine;

import java.util.ArrayList;
import java.util.List;

/** Measures what deciding costs, and how soon a change is in force. */
public final class GatewayBench {

    private static final List<Integer> SIZES = List.of(1, 100, 10_000);
    private static final int RULES = 10_000;

    /**
     * Every figure.
     *
     * @param machine what it was measured on
     * @param load the load average when it began
     * @param deciding by the size of the organisation
     * @param inForce how soon a change is in force
     */
    record Results(
            String machine,
            double load,
            List<Deciding.Figures> deciding,
            InForce.Figures inForce) {}

    Results measure() throws Exception {
        double load = Machine.load();
        List<Deciding.Figures> deciding = new ArrayList<>();
        for (int size : SIZES) {
            Deciding.Figures figures = new Deciding(size).measure();
            System.err.println(figures);
            deciding.add(figures);
        }
        try (WorkDirectory directory = WorkDirectory.make()) {
            InForce.Figures inForce = new InForce().measure(directory.path(), RULES);
            System.err.println(inForce);
            return new Results(Machine.here(), load, deciding, inForce);
        }
    }
}
