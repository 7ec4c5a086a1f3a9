// SPDX-License-Identifier: Apache-2.0

extension UInt64 {
    /// The sum, or the largest number where there is none for the sum.
    ///
    /// Sizes come from file systems and archives. A sparse file may say eight exbibytes, and three
    /// of them are more than 64 bits hold; whoever compares a sum with what there is room for, or
    /// shows it to a person, needs no more of it.
    func clampedSum(with other: UInt64) -> UInt64 {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? .max : sum
    }
}
