package dev.weir.gateway.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;

/** Breaking a connection so that nobody can take it for a proper end. */
final class Aborts {

    private Aborts() {}

    /** Closes with a reset: an answer that ends with the connection must not look whole. */
    static void reset(Channel channel) {
        if (channel.isOpen()) {
            try {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
            } catch (ChannelException e) {
                // The socket is closed already, which is what was wanted.
                channel.close();
                return;
            }
        }
        channel.close();
    }
}
