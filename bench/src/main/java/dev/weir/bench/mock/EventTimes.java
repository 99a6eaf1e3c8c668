package dev.weir.bench.mock;

import io.netty.channel.ChannelHandlerContext;

import java.util.concurrent.TimeUnit;

/** Paces one answer of events. An event that is late is sent at once; none is left out. */
final class EventTimes implements Runnable {
    /** Sends one event. */
    @FunctionalInterface
    interface Sender {
        void send(boolean first, boolean last);
    }

    private final ChannelHandlerContext on;
    private final Order order;
    private final Sender sender;
    private final long started = System.nanoTime();
    private int done;

    EventTimes(ChannelHandlerContext on, Order order, Sender sender) {
        this.on = on;
        this.order = order;
        this.sender = sender;
    }

    /** Sends the next event and sees to those after it; ends with the connection. */
    @Override
    public void run() {
        if (!on.channel().isActive()) {
            return;
        }
        boolean first = done == 0;
        done++;
        boolean last = done == order.events();
        sender.send(first, last);
        if (!last) {
            long due = started + done * order.microsPerEvent() * 1000;
            on.executor().schedule(this, due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
    }
}
