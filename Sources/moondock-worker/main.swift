import Glibc
import RecipeWorker

exit(WorkerEntry.main())
