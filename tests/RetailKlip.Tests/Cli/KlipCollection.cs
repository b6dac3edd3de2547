using Xunit;

namespace RetailKlip.Tests.Cli;

/// <summary>Tests that start klip: one after the other, so that a slow machine is not asked for many processes at once.</summary>
[CollectionDefinition(Name)]
public sealed class KlipCollection : ICollectionFixture<Workshop>
{
    public const string Name = "klip";
}
