package dev.weir.testkit.wire;

/** What the provider does with one request. {@link Scripts} has the usual ones. */
@FunctionalInterface
public interface Script {

    /**
     * Serves the request. On return the connection is kept for the next one, unless it was closed.
     */
    void serve(Call call) throws Exception;

    /** The same after a wait. */
    default Script after(java.time.Duration wait) {
        return call -> {
            call.body().rest();
            Thread.sleep(wait);
            serve(call);
        };
    }
}
