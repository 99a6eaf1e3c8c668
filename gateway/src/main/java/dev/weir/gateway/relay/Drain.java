package dev.weir.gateway.relay;

/** Whether Weir is stopping. Set once, read by every loop. */
final class Drain {

    private volatile boolean started;
    private volatile boolean over;

    /** From now on new requests are refused. */
    void start() {
        started = true;
    }

    /** The time is over: what still runs is broken off. */
    void finish() {
        started = true;
        over = true;
    }

    boolean isStarted() {
        return started;
    }

    boolean isOver() {
        return over;
    }
}
