package dev.weir.bench.mock;

import java.io.IOException;

/**
 * Runs the mock provider until standard input ends, so that it never outlives the benchmark that
 * started it. Prints its port on a line of its own.
 */
public final class MockMain {
    private MockMain() {}

    /** Takes no arguments. */
    public static void main(String[] arguments) throws IOException {
        try (MockProvider mock = new MockProvider(7)) {
            System.out.println(mock.address().getPort());
            System.out.flush();
            while (System.in.read() >= 0) {
                // Nothing is said on standard input; its end is the signal.
            }
        }
    }
}
