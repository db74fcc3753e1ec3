import Foundation

/// What the system says of an error number.
package enum SystemErrorText {
    package static func text(_ number: Int32) -> String {
        switch number {
        case EMFILE: "this process may open no more files (raise `ulimit -n`)"
        case ENFILE: "the machine may open no more files (raise fs.file-max)"
        default: String(cString: strerror(number))
        }
    }
}
