namespace RetailKlip.Scenes;

/// <summary>The invented brands of the demo shop.</summary>
internal static class DemoBrands
{
    public const string Dairy = "Bergtal";
    public const string Milk = "Wiesenklar";
    public const string Chocolate = "Chocora";
    public const string Crisps = "Knuspero";
    public const string Coffee = "Torrevana";
    public const string Tea = "Larkleaf";
    public const string Cereal = "Morgenkorn";
    public const string Pasta = "Casa Lumeno";
    public const string Soda = "Fizzano";
    public const string Fish = "Nordbucht";
    public const string Jam = "Omas Garten";
    public const string Care = "Velluna";
    public const string Juice = "Sonnhain";
    public const string Spread = "Butterfein";
    public const string Fruit = "Frischhof";
    public const string Ham = "Hof Linde";

    public static readonly string[] All = [Dairy, Milk, Chocolate, Crisps, Coffee, Tea, Cereal, Pasta, Soda, Fish, Jam, Care, Juice,
        Spread, Fruit, Ham];
}
