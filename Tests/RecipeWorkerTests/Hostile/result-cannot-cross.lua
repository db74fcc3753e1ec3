-- expect: error the recipe's result
return print
