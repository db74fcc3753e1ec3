import Glibc
import Processes
import WorkerRuntime

exit(Supervision.isWanted ? Supervision.run() : WorkerEntry.main())
