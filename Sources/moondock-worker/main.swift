import Glibc
import Processes
import RecipeWorker

exit(Supervision.isWanted ? Supervision.run() : WorkerEntry.main())
