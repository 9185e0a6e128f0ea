package dev.trimtab.agent.probe;

import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.spec.FailureClass;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/** Ends a look whose connection brings far more bytes than its body may have: whatever they are, they are no page. */
final class WireLimit extends ChannelInboundHandlerAdapter {
    /** Handshake, headers and frames around the body. */
    private static final long AROUND_BYTES_MAX = 512L * 1024;

    private final LookInProgress look;
    private long left;

    WireLimit(LookInProgress look) {
        this.look = look;
        this.left = AROUND_BYTES_MAX + 2L * look.check().request().bodyBytesMax();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof ByteBuf bytes) {
            left -= bytes.readableBytes();
        }
        if (left < 0) {
            ReferenceCountUtil.release(message);
            look.finish(new Outcome.Fail(FailureClass.PROTOCOL), "sends far more bytes than a response may have");
            return;
        }
        super.channelRead(context, message);
    }
}
