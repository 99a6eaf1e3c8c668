package dev.weir.bench.load;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Many clients on one event loop. One load at a time gives the cleanest figures. Every load is
 * bounded in time, and whatever has no answer by then is counted as an error.
 */
public final class LoadDriver implements AutoCloseable {
    private static final int CONSTANT_RATE_CONNECTIONS = 64;

    private final MultiThreadIoEventLoopGroup group;
    private final Dialer dialer;

    public LoadDriver() {
        boolean epoll = Epoll.isAvailable();
        this.group =
                new MultiThreadIoEventLoopGroup(
                        1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        EventLoop loop = group.next();
        this.dialer = new Dialer(loop, epoll);
    }

    /** Every connection asks again as soon as it has its answer. */
    public LoadResult closedLoop(
            Target target, Requests.Factory requests, int connections, Duration duration) {
        return new RequestLoad(dialer, target, requests, connections, 0, duration).start().join();
    }

    /** Requests at fixed times; latency counts from the time a request should have started. */
    public LoadResult constantRate(
            Target target, Requests.Factory requests, int perSecond, Duration duration) {
        return new RequestLoad(
                        dialer, target, requests, CONSTANT_RATE_CONNECTIONS, perSecond, duration)
                .start()
                .join();
    }

    /** Streams that stay open until the provider ends them. */
    public StreamLoad streams(
            Target target, Requests.Factory requests, int count, Duration ramp, Duration limit) {
        return new StreamLoad(dialer, target, requests, count, ramp, limit).start();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
