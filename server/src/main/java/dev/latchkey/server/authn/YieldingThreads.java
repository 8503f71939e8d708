package dev.latchkey.server.authn;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes threads that leave the processors to other threads while those want them. Linux has a priority for each thread, and
 * lowering it takes no right; Java sets its own priorities there only as root. On other systems these are usual threads.
 */
final class YieldingThreads implements ThreadFactory {

    private static final Logger LOG = LoggerFactory.getLogger(YieldingThreads.class);

    /** A tenth of the share of a usual thread, which has 0. */
    private static final int NICE = 10;

    private static final int PRIO_PROCESS = 0;

    /** As the id of a process; on Linux alone this is the thread that calls, elsewhere the whole process. */
    private static final int CALLING_THREAD = 0;

    private final ThreadFactory threads;

    /** Makes daemons with this name and a number. */
    YieldingThreads(String name) {
        this.threads = Thread.ofPlatform().name(name, 0).daemon().factory();
    }

    @Override
    public Thread newThread(Runnable work) {
        return threads.newThread(() -> {
            if (System.getProperty("os.name").equals("Linux")) {
                lowerPriority();
            }
            work.run();
        });
    }

    @SuppressWarnings("restricted") // The manifest of the server allows it.
    private static void lowerPriority() {
        try {
            Linker linker = Linker.nativeLinker();
            MethodHandle setpriority = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("setpriority"),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
            if ((int) setpriority.invokeExact(PRIO_PROCESS, CALLING_THREAD, NICE) != 0) {
                LOG.debug("The priority of a hashing thread stays as it is");
            }
        } catch (Throwable refused) {
            LOG.debug("Java may not lower the priority of a hashing thread", refused);
        }
    }
}
